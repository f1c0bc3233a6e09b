"""Services for delivery events: recording and applying them, bounces, and events of mail providers."""
