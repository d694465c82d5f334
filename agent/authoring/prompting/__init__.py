"""Questions put together: templates, fences, worked examples, personas."""
