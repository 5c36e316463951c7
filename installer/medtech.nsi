; 安装程序。由 installer/packing.py 调用：
;   makensis -INPUTCHARSET UTF8 -DVERSION=… -DSOURCE=冻结的文件夹 -DOUT=安装程序.exe medtech.nsi
;
; 安装.exe /S               静默安装，只给当前用户（不需要管理员）
; 安装.exe /S /ALLUSERS     给这台电脑的所有用户（以管理员身份运行）
; 安装.exe /S /D=C:\目录    装到指定目录（/D 写在最后，不加引号）
; uninstall.exe /S          静默卸载；数据从不删除
; 退出码：0 办成，1 取消，2 程序正在运行或没有权限，3 Windows 版本太旧

Unicode true
; The default stub is 32-bit and could not be tried in a 64-bit wine; NSIS for Windows has no other.
!ifndef X86
  Target amd64-unicode
!endif
!include MUI2.nsh
!include FileFunc.nsh
!include WinVer.nsh
!include LogicLib.nsh
!include x64.nsh

!define NAME "medtech-desktop"
!define TITLE "医疗技术临床应用管理"
!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${NAME}"

!ifdef FAST
  SetCompressor zlib
!else
  SetCompressor /SOLID lzma
!endif

Name "${TITLE}"
OutFile "${OUT}"
RequestExecutionLevel user
ManifestSupportedOS Win10
ManifestDPIAware true
BrandingText "${TITLE} ${VERSION}"
SetOverwrite on
ShowInstDetails nevershow
ShowUninstDetails nevershow

VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=2052 "ProductName" "${TITLE}"
VIAddVersionKey /LANG=2052 "FileDescription" "${TITLE} 安装程序"
VIAddVersionKey /LANG=2052 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "LegalCopyright" "随附软件的许可证见 licences 文件夹"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\${NAME}.exe"
!define MUI_FINISHPAGE_RUN_TEXT "打开${TITLE}"
!define MUI_UNCONFIRMPAGE_TEXT_TOP "将移除程序。资料库、备份和日志都保留在原处。"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"

Var Everyone

; ---- 给谁安装：缺省只给当前用户

!macro Whose UN
Function ${UN}Whose
  SetRegView 64
  ${If} $Everyone == 1
    SetShellVarContext all
  ${Else}
    SetShellVarContext current
  ${EndIf}
FunctionEnd

; A program that runs holds its .exe open: it cannot be opened for writing then.
Function ${UN}AskToClose
  ${If} ${FileExists} "$INSTDIR\${NAME}.exe"
    Again:
    ClearErrors
    FileOpen $0 "$INSTDIR\${NAME}.exe" a
    ${IfNot} ${Errors}
      FileClose $0
      ClearErrors
      FileOpen $0 "$INSTDIR\medtech.exe" a
    ${EndIf}
    ${If} ${Errors}
      MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "${TITLE}正在运行，或没有写入权限。请先关闭程序，再点「重试」。" /SD IDCANCEL IDRETRY Again
      SetErrorLevel 2
      Quit
    ${EndIf}
    FileClose $0
  ${EndIf}
FunctionEnd
!macroend
!insertmacro Whose ""
!insertmacro Whose "un."

Function .onInit
!ifdef X86
  ${IfNot} ${RunningX64}
    MessageBox MB_OK|MB_ICONSTOP "本程序需要 64 位的 Windows 10 1809 或更新的版本。" /SD IDOK
    SetErrorLevel 3
    Quit
  ${EndIf}
!endif
  ${IfNot} ${AtLeastWin10}
  ${OrIfNot} ${AtLeastBuild} 17763
    MessageBox MB_OK|MB_ICONSTOP "本程序需要 Windows 10 1809 或更新的版本（64 位）。" /SD IDOK
    SetErrorLevel 3
    Quit
  ${EndIf}
  StrCpy $Everyone 0
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/ALLUSERS" $1
  ${IfNot} ${Errors}
    StrCpy $Everyone 1
  ${EndIf}
  Call Whose
  ${If} $INSTDIR == ""  ; /D= was not given
    ReadRegStr $0 SHCTX "${KEY}" "InstallLocation"
    ${If} $0 != ""
      StrCpy $INSTDIR $0  ; an upgrade stays where it is
    ${ElseIf} $Everyone == 1
      StrCpy $INSTDIR "$PROGRAMFILES64\${NAME}"
    ${Else}
      StrCpy $INSTDIR "$LOCALAPPDATA\Programs\${NAME}"
    ${EndIf}
  ${EndIf}
FunctionEnd

Section
  Call AskToClose
  ; Only what we have put there ourselves; whatever else lies in the folder stays.
  RMDir /r "$INSTDIR\_internal"
  SetOutPath "$INSTDIR"
  ClearErrors
  File /r "${SOURCE}\*.*"
  ${If} ${Errors}
    MessageBox MB_OK|MB_ICONSTOP "文件没有写全，请检查磁盘空间与权限后重新安装。" /SD IDOK
    SetErrorLevel 2
    Quit
  ${EndIf}
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\${TITLE}.lnk" "$INSTDIR\${NAME}.exe" "" "$INSTDIR\${NAME}.exe" 0
  WriteRegStr SHCTX "${KEY}" "DisplayName" "${TITLE}"
  WriteRegStr SHCTX "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${KEY}" "DisplayIcon" "$INSTDIR\${NAME}.exe"
  WriteRegStr SHCTX "${KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr SHCTX "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD SHCTX "${KEY}" "NoModify" 1
  WriteRegDWORD SHCTX "${KEY}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD SHCTX "${KEY}" "EstimatedSize" $0
SectionEnd

Function un.onInit
  SetRegView 64
  StrCpy $Everyone 0
  ReadRegStr $0 HKLM "${KEY}" "InstallLocation"
  ${If} $0 == $INSTDIR
    StrCpy $Everyone 1
  ${EndIf}
  Call un.Whose
FunctionEnd

; 资料库、备份、日志都在别处（或用户自己放进来的文件夹里），一概不动。
Section "Uninstall"
  Call un.AskToClose
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\${NAME}.exe"
  Delete "$INSTDIR\medtech.exe"
  Delete "$INSTDIR\uninstall.exe"
  Delete "$SMPROGRAMS\${TITLE}.lnk"
  RMDir "$INSTDIR"
  ; What the setting 「登录时启动」 wrote would start nothing from now on.
  DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Run" "${NAME}"
  DeleteRegKey SHCTX "${KEY}"
SectionEnd
