@echo off
rem A command of a packaged Pier: runs the script of the same name beside it with the Node that Pier comes with.
"%~dp0..\..\..\node\node.exe" "%~dpn0.mjs" %*
