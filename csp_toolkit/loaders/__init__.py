"""From published files to checked editions in the store: one module for each dataset over one reader."""
