package dev.iota.validator;

/** Entry point. */
public final class ValidatorCommand {
    private ValidatorCommand() {}

    public static void main(String[] args) {
        System.out.println(args.length);
    }
}
