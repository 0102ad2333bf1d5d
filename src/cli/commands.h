/* commands.h - the subcommands; each gets what stands behind its name and returns the exit code */
#ifndef KV_CLI_COMMANDS_H
#define KV_CLI_COMMANDS_H

#define KV_CLI_COMMAND_MAP(X) \
    X(plan,   "the ways from one place to another: dates, prices, CO2e, chances") \
    X(places, "find a place of the world by name or code") \
    X(pack,   "check, show or compile a corridor in a folder of text files")

#define X(name, about) int kv_cli_run_##name(int argc, char **argv);
KV_CLI_COMMAND_MAP(X)
#undef X

#endif
