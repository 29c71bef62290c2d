"""From publishers' addresses to files in the download folder, each with the record of where it came from."""
