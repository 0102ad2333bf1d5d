#include "cli/pack.h"
int kv_cli_pack_show(int argc, char **argv) { (void)argc; (void)argv; return 2; }
