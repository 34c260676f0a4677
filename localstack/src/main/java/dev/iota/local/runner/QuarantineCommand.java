package dev.iota.local.runner;

import dev.iota.core.wire.Json;
import dev.iota.core.wire.Quarantined;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists what the orchestrator and the miners of a run refused. */
@Command(
        name = "quarantine",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Lists what was refused in a run, oldest first: time, source, miner where it is proven, length and hash, the reason, and how it begins.")
public final class QuarantineCommand implements Callable<Integer> {
    private static final int HASH_SHOWN = 12;

    @Mixin
    private final RunChoice run = new RunChoice();

    @Option(names = "--json", description = "Print one JSON object a line.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        var folder = run.folder();
        try (var open = OpenRun.open(folder, InstantSource.system())) {
            var records = Stream.concat(open.operator().refused().stream(), MinerRefusals.of(folder).stream())
                    .sorted(Comparator.comparing(Quarantined::at))
                    .toList();
            var out = spec.commandLine().getOut();
            records.forEach(record -> out.println(json ? Json.write(record) : text(record)));
            if (!json) {
                out.println(records.isEmpty() ? "nothing was refused" : "%d refused".formatted(records.size()));
            }
            out.flush();
            return CommandLine.ExitCode.OK;
        }
    }

    static String text(Quarantined record) {
        return "%s  %s  %s  %d bytes, SHA-256 %s…%n    %s%n    %s"
                .formatted(
                        record.at(),
                        record.source(),
                        record.miner().map(Object::toString).orElse("-"),
                        record.bytes(),
                        record.sha256().substring(0, HASH_SHOWN),
                        record.reason(),
                        record.excerpt());
    }
}
