package dev.iota.local.runner.command;

import dev.iota.cloud.terminal.Ink;
import dev.iota.cloud.terminal.Terminal;
import dev.iota.core.api.view.RunEvent;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** An event in one line. It is not cut: its end is the reason. */
final class EventText {
    private EventText() {}

    static String of(RunEvent event, Terminal terminal) {
        var kind = event.kind().toString().toLowerCase(Locale.ROOT).replace('_', ' ');
        var text = new StringBuilder("%s  %s"
                .formatted(
                        event.at().truncatedTo(ChronoUnit.SECONDS),
                        ink(event.kind()).on(terminal, kind)));
        event.epoch().ifPresent(epoch -> text.append("  epoch ").append(epoch));
        event.stage().ifPresent(stage -> text.append("  stage ").append(stage));
        event.hotkey().ifPresent(hotkey -> text.append("  ").append(hotkey));
        return text.append(": ").append(Terminal.plain(event.reason())).toString();
    }

    private static Ink ink(RunEvent.Kind kind) {
        return switch (kind) {
            case RUN_HALTED, MICROBATCH_LOST, AUDIT_CONFIRMED, MINER_EVICTED -> Ink.BAD;
            case MINER_SILENT, AUDIT_DISPUTED, STAGE_CARRIED_OVER, RUN_WENT_BACK -> Ink.WARNING;
            case EPOCH_PUBLISHED -> Ink.GOOD;
            default -> Ink.STRONG;
        };
    }
}
