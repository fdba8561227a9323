"""guestpipe: declare a bare-metal guest, plan it, realize it, boot it."""

__version__ = "0.1.0"
