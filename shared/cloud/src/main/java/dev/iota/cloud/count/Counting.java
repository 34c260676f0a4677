package dev.iota.cloud.count;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Which book the calls of this thread go into, and why they are made. Handlers say why; whoever runs them says whether
 * anything is counted. Where nobody does, as in Lambda, nothing is: CloudWatch has the units of each table and index by
 * itself there.
 */
public final class Counting {
    private static final ScopedValue<Page> PAGE = ScopedValue.newInstance();

    private Counting() {}

    private record Page(CallBook book, String cause) {}

    /** What is counted. */
    @FunctionalInterface
    public interface Body<T, E extends Exception> {
        T run() throws E;
    }

    /** Runs the body and counts its calls. */
    public static <T, E extends Exception> T into(CallBook book, String cause, Body<T, E> body) throws E {
        return ScopedValue.where(PAGE, new Page(book, cause)).call(body::run);
    }

    /**
     * The body has a cause of its own: its calls are counted for that one, and itself as one time of it, if anything is
     * counted at all.
     */
    public static <T, E extends Exception> T because(String cause, Body<T, E> body) throws E {
        if (!PAGE.isBound()) {
            return body.run();
        }
        var page = PAGE.get();
        var began = System.nanoTime();
        try {
            return into(page.book(), cause, body);
        } finally {
            page.book().happened(cause, page.cause(), System.nanoTime() - began);
        }
    }

    /** The body is a part of what another cause is counted for: its calls are, too. */
    public static <T, E extends Exception> T partOf(String cause, Body<T, E> body) throws E {
        return PAGE.isBound() ? into(PAGE.get().book(), cause, body) : body.run();
    }

    /** Something happened that costs are compared with. */
    public static void happened(String what) {
        if (PAGE.isBound()) {
            PAGE.get().book().happened(what, PAGE.get().cause(), 0);
        }
    }

    /** What makes a call. */
    @FunctionalInterface
    public interface Caller {
        @Nullable Object call(SdkRequest request) throws Throwable;
    }

    /** A call of a client that {@link CountingInterceptor} does not see, counted as it would be. */
    public static @Nullable Object counted(CallBook book, String cause, SdkRequest request, Caller caller)
            throws Throwable {
        @Nullable Object answer;
        try {
            answer = caller.call(Capacity.asked(request));
        } catch (SdkException e) {
            book.refused(cause, request);
            throw e;
        }
        book.answered(cause, request, Optional.ofNullable(answer));
        return answer;
    }

    static boolean isOn() {
        return PAGE.isBound();
    }

    static void answered(SdkRequest request, SdkResponse response) {
        if (PAGE.isBound()) {
            PAGE.get().book().answered(PAGE.get().cause(), request, Optional.of(response));
        }
    }

    static void refused(SdkRequest request) {
        if (PAGE.isBound()) {
            PAGE.get().book().refused(PAGE.get().cause(), request);
        }
    }
}
