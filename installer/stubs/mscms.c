/* 试验用：wine 8 的 mscms.dll 没有实现 WcsCreateIccProfile，一调用就中止。
 * 这里一律回答「没有颜色配置」。只放进 wine 的 system32，不随程序分发。 */
#define NONE(name) __declspec(dllexport) void *__stdcall name(void) { return 0; }

NONE(OpenColorProfileW)
NONE(CloseColorProfile)
NONE(GetColorDirectoryW)
NONE(GetStandardColorSpaceProfileW)
NONE(WcsCreateIccProfile)
NONE(WcsOpenColorProfileW)
NONE(WcsGetDefaultColorProfile)
NONE(WcsGetDefaultColorProfileSize)
