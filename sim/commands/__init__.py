"""The commands of ``telsim``, one module each group, imported only when one of them is called."""
