"""Sources of visitors: their links, QR codes and posters."""
