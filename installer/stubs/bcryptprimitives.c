/* 试验用：wine 8 没有 bcryptprimitives.dll。只放进 wine 的 system32，不随程序分发。 */
#include <stddef.h>

/* RtlGenRandom, under the name that advapi32 exports it by. */
__declspec(dllimport) unsigned char __stdcall SystemFunction036(void *buffer, unsigned long length);

__declspec(dllexport) int __stdcall ProcessPrng(unsigned char *buffer, size_t length)
{
    return SystemFunction036(buffer, (unsigned long)length);
}
