"""Front Door: a LINE front door through which Thailand's small firms ask the state for help."""
