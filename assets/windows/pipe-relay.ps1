# Serves pipes for the docker command: see pipe-relay.cs.
# pipe-relay.ps1 INNER OUTER...
$ErrorActionPreference = 'Stop'
Add-Type -TypeDefinition ([IO.File]::ReadAllText((Join-Path $PSScriptRoot 'pipe-relay.cs'))) -Language CSharp
exit [Pier.PipeRelay]::Run([string]$args[0], [string[]]$args[1..($args.Length - 1)])
