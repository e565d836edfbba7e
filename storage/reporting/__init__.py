"""The figures of the province: one query layer, from which pages, exports and the official report all read."""
