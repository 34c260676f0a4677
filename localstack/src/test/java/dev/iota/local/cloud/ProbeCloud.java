package dev.iota.local.cloud;

import dev.iota.local.cloud.lambda.HandlerFactory;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;

/** The cloud command over the probes, for tests that need a process. */
final class ProbeCloud {
    private ProbeCloud() {}

    public static void main(String[] args) {
        HandlerFactory handlers = function -> function.name().equals("Batches")
                ? new Probes.Batches(new CountDownLatch(0))
                : HandlerFactory.byName().handler(function);
        System.exit(new CommandLine(new CloudCommand(CloudFixture::resources, handlers)).execute(args));
    }
}
