package dev.iota.agent.failure;

import dev.iota.cloud.process.EndReason;
import dev.iota.core.base.FileReason;
import dev.iota.core.base.MalformedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/** Why something failed that may fail, in plain words; only a defect is called by the name of its class. */
public final class FailureReason {
    private FailureReason() {}

    /** A clause for a message that says what failed. */
    public static String of(@Nullable Throwable cause) {
        return switch (cause) {
            case null -> "unknown";
            case HttpTimeoutException e -> "no answer in time";
            case UnknownHostException e -> "there is no host of this name";
            case ConnectException e
            when e.getCause() instanceof UnresolvedAddressException -> "there is no host of this name";
            case ConnectException e -> e.getMessage() == null ? "no connection" : "no connection: " + e.getMessage();
            case UncheckedIOException e -> of(e.getCause());
            case SdkException e -> EndReason.of(e);
            case IOException e -> FileReason.of(e);
            case MalformedException e -> String.valueOf(e.getMessage());
            case InputBadException e -> String.valueOf(e.getMessage());
            case TooLateException e -> String.valueOf(e.getMessage());
            default -> cause.toString();
        };
    }
}
