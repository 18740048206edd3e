DROP TABLE open_windows;
