package dev.iota.core.base;

import java.util.Locale;

/**
 * The language of this project, for programs and for people. A JVM formats numbers in the language of its user unless
 * it is told otherwise: {@code train-%05d} is {@code train-۰۰۰۰۰} in Persian, nobody can read a port, and 65,536 is
 * 65.536 in Turkish. Every program of ours begins with this, a function of Lambda where its services are configured.
 */
public final class English {
    private English() {}

    /** From here on, this process writes digits 0 to 9 and a dot before decimals, unless it says otherwise. */
    public static void speak() {
        Locale.setDefault(Locale.ROOT);
    }
}
