# 在真的 Windows 上做同样的安装包：同一个 spec、同一个 NSIS 脚本、同一份锁定文件。
# 需要 python.org 的 Python 3.11（64 位）和 NSIS 3。还没有在 Windows 上运行过。
$ErrorActionPreference = "Stop"
$root = Split-Path -Parent $PSScriptRoot
$work = Join-Path $root "build\windows-native"
$dist = Join-Path $root "dist"
$env:PYTHONUTF8 = "1"

function Invoke-Step([string]$name, [scriptblock]$act) {
    & $act
    if ($LASTEXITCODE -ne 0) { Write-Host "未过  $name"; exit 1 }
    Write-Host "通过  $name"
}

Set-Location $root
New-Item -ItemType Directory -Force $work, $dist | Out-Null
Invoke-Step "环境" { py -3.11 -m venv --clear "$work\venv" }
$python = "$work\venv\Scripts\python.exe"
Invoke-Step "取材" {
    & $python -m pip install --quiet --require-hashes --only-binary :all: -r locks\windows.txt
}
$env:MEDTECH_SITE = "$work\venv\Lib\site-packages"
$base = (& $python -c "import sys; print(sys.base_prefix)")
$env:MEDTECH_PYTHON_LICENCE = Join-Path $base "LICENSE.txt"
Invoke-Step "冻结" {
    & $python -m PyInstaller --noconfirm --log-level WARN --distpath "$work\frozen" `
        --workpath "$work\pyinstaller" installer\medtech.spec
}
$version = (& $python -c "import medtech_desktop as m; print(m.__version__)")
$setup = "$dist\medtech-desktop-$version-win64-setup.exe"
$makensis = (Get-Command makensis -ErrorAction SilentlyContinue).Source
if (-not $makensis) { $makensis = "${env:ProgramFiles(x86)}\NSIS\makensis.exe" }
# The official NSIS for Windows makes 32-bit set-up programs only: it knows no amd64 target.
Invoke-Step "安装程序" {
    & $makensis /V2 /INPUTCHARSET UTF8 "/DX86" "/DVERSION=$version" `
        "/DSOURCE=$work\frozen\medtech-desktop" "/DOUT=$setup" `
        "/DICON=$root\resources\icons\app.ico" installer\medtech.nsi
}
$zip = "$dist\medtech-desktop-$version-win64-portable.zip"
$note = "资料库放在本文件夹里（绿色版）。删去本文件，改用当前用户的数据文件夹。"
New-Item -ItemType Directory -Force "$work\portable" | Out-Null
Remove-Item -Recurse -Force "$work\portable\medtech-desktop" -ErrorAction SilentlyContinue
Copy-Item -Recurse -Force "$work\frozen\medtech-desktop" "$work\portable\medtech-desktop"
Set-Content -Encoding UTF8 "$work\portable\medtech-desktop\portable.ini" $note
Compress-Archive -Force "$work\portable\medtech-desktop" $zip
Get-FileHash -Algorithm SHA256 $setup, $zip |
    ForEach-Object { "$($_.Hash.ToLower())  $(Split-Path -Leaf $_.Path)" } |
    Set-Content -Encoding UTF8 "$dist\medtech-desktop-$version-win64-sha256.txt"

# 试一次：新建、体检、开窗口存图。
$try = Join-Path $work "试验"
Remove-Item -Recurse -Force $try -ErrorAction SilentlyContinue
New-Item -ItemType Directory $try | Out-Null
$frozen = "$work\frozen\medtech-desktop"
Invoke-Step "试办" { & "$frozen\medtech.exe" new "$try\库" --hospital 示例医院 }
Invoke-Step "试体检" { & "$frozen\medtech.exe" --book "$try\库" doctor }
$window = Start-Process -Wait -PassThru "$frozen\medtech-desktop.exe" `
    -ArgumentList "--book `"$try\库`" --picture `"$try\窗口.png`""
if ($window.ExitCode -ne 0 -or -not (Test-Path "$try\窗口.png")) { Write-Host "未过  试开窗口"; exit 1 }
Write-Host "通过  试开窗口：请看 $try\窗口.png"
