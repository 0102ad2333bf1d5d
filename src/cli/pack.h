/* pack.h - the ways of `karvan pack` */
#ifndef KV_CLI_PACK_H
#define KV_CLI_PACK_H

int kv_cli_pack_check(int argc, char **argv);
int kv_cli_pack_show(int argc, char **argv);
int kv_cli_pack_compile(int argc, char **argv);

#endif
