# Instala Chasqui en esta laptop, sin internet ni permisos de administrador. No se ha corrido nunca en Windows.
$here = Split-Path -Parent $MyInvocation.MyCommand.Path
$install = Join-Path $here 'install.py'
$desktop = [Environment]::GetFolderPath('Desktop')
$candidates = @(@('py', '-3.11'), @('py', '-3.12'), @('py', '-3.13'), @('python'))
foreach ($candidate in $candidates) {
    $python = $candidate[0]
    $options = @($candidate | Select-Object -Skip 1)
    if (-not (Get-Command $python -ErrorAction SilentlyContinue)) { continue }
    & $python @options -I $install --can-use 2>$null
    if ($LASTEXITCODE -ne 0) { continue }
    & $python @options -I $install --desktop $desktop @args
    exit $LASTEXITCODE
}
Write-Host 'Falta Python de 64 bits. Instale el que dice LEEME.txt (python.org) y repita.'
exit 1
