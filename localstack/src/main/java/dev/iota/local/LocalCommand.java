package dev.iota.local;

/** Entry point. */
public final class LocalCommand {
    private LocalCommand() {}

    public static void main(String[] args) {
        System.out.println(args.length);
    }
}
