"""Commands of this app: the folder commands/ holds one file for each."""
