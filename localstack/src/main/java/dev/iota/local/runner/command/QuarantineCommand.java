package dev.iota.local.runner.command;

import dev.iota.core.base.Json;
import dev.iota.core.wire.Quarantined;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists what the orchestrator and the miners of a run refused. */
@Command(
        name = "quarantine",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Lists what was refused in a run, oldest first: time, source, miner where it is"
                + " proven, length and hash, the reason, and how it begins.")
public final class QuarantineCommand extends OperatorCommand {
    private static final int HASH_SHOWN = 12;

    @Option(names = "--json", description = "Print one JSON object a line.")
    private boolean json;

    @Override
    protected void act(OpenRun open, PrintWriter out) {
        var ofMiners = open.root().map(MinerRefusals::of).orElse(List.of());
        var records = Stream.concat(open.operator().refused().stream(), ofMiners.stream())
                .sorted(Comparator.comparing(Quarantined::at))
                .toList();
        records.forEach(record -> out.println(json ? Json.write(record) : text(record)));
        if (!json) {
            out.println(records.isEmpty() ? "nothing was refused" : "%d refused".formatted(records.size()));
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
