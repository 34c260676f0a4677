package dev.iota.local.cloud;

import java.util.Locale;

/** What stands for AWS on this machine. */
public enum CloudKind {
    /** One process of ours, which goes on where it ended. */
    EMBEDDED,
    /** LocalStack, to which the stack is deployed as it is to AWS; it keeps nothing when it ends. */
    LOCALSTACK;

    /** As a person writes it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
