"""For the tests of plugins and of stancekit itself; needs `hypothesis`."""
