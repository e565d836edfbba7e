"""A believable population that talks with the real engine, so that every page and file can be seen full."""
