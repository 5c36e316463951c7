"""Page objects: the only test code that knows widgets."""
