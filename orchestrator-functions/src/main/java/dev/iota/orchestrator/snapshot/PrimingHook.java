package dev.iota.orchestrator.snapshot;

import dev.iota.cloud.client.ServiceHttp;
import dev.iota.cloud.shape.Names;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.context.StructuredLog;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Function;
import org.crac.Context;
import org.crac.Resource;

/**
 * Before the snapshot: loads this program's own classes and rehearses calls against an {@link EchoService}. No call
 * leaves the machine, so that no connection, no credentials and no offset of a clock get into the snapshot, and the
 * function's own clients are untouched. After a restore there is nothing to renew but random numbers.
 */
final class PrimingHook implements Resource {
    /** Often enough for the first compiler; Lambda waits much longer. */
    private static final int ROUNDS = 30;

    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final Services services;
    private final Function<Rehearsal, Runnable> rehearsed;
    private final StructuredLog structuredLog = new StructuredLog(PrimingHook.class);

    /** @param rehearsed makes, from a rehearsal, what is done again and again */
    PrimingHook(Services services, Function<Rehearsal, Runnable> rehearsed) {
        this.services = services;
        this.rehearsed = rehearsed;
    }

    /** Whatever goes wrong here makes the first call slower, and nothing else. */
    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) {
        try {
            OwnClasses.load();
            quietly(this::rehearse);
        } catch (IOException | RuntimeException e) {
            structuredLog.failed("rehearsal", e);
        }
    }

    /** What handlers say of calls that nobody made is not for the log. */
    private static void quietly(Rehearsed what) throws IOException {
        var out = System.out;
        try (var nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            System.setOut(nowhere);
            what.perform();
        } finally {
            System.setOut(out);
        }
    }

    @FunctionalInterface
    private interface Rehearsed {
        void perform() throws IOException;
    }

    @Override
    public void afterRestore(Context<? extends Resource> context) {
        // Nothing of the rehearsal is left.
    }

    private void rehearse() throws IOException {
        try (var echo = new EchoService();
                var http = ServiceHttp.here().build();
                var clients = RehearsalClients.of(echo.address(), http)) {
            var call = rehearsed.apply(new Rehearsal(
                    Services.of(new Names("rehearsal"), clients, services.clock(), services.random(), pause -> {})));
            var end = services.now().plus(LONGEST);
            for (var round = 0; round < ROUNDS && services.now().isBefore(end); round++) {
                call.run();
            }
        }
    }
}
