"""A web site, or what is below one of its folders → copies of its pages."""
