"""telsim: a simulation and decision-support framework for service marketing in telecoms."""
