package dev.iota.miner;

/** Entry point. */
public final class MinerCommand {
    private MinerCommand() {}

    public static void main(String[] args) {
        System.out.println(args.length);
    }
}
