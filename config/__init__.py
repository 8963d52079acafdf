"""How the parts are put together: the settings, and the container that wires everything from them."""
