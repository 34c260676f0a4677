package dev.iota.local.runner.command;

import dev.iota.cloud.terminal.Column;
import dev.iota.cloud.terminal.Ink;
import dev.iota.cloud.terminal.Table;
import dev.iota.cloud.terminal.Table.Cell;
import dev.iota.cloud.terminal.Terminal;
import dev.iota.core.api.view.RunCost;
import dev.iota.core.api.view.RunView;
import dev.iota.core.api.view.StageSummary;
import dev.iota.core.api.view.StagesView;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Where a run stands, as the API says it. */
record Standing(RunView run, StagesView stages) {
    private static final List<Column> COLUMNS = List.of(
            Column.word("stage"),
            Column.number("active"),
            Column.number("ready"),
            Column.number("silent"),
            Column.number("evicted"),
            Column.number("in use"),
            Column.number("slots"),
            Column.number("waiting"),
            Column.number("hops/s"),
            Column.number("busy"));

    List<String> lines(Terminal terminal) {
        var lines = new ArrayList<String>();
        lines.add(head(terminal));
        run.reason().ifPresent(reason -> lines.add("  " + Terminal.plain(reason)));
        var work = run.work();
        lines.add("%,d tokens trained in %,d microbatches; %,d on their way, %,d lost, %,d started again"
                .formatted(
                        work.tokensTrained(),
                        work.microbatchesCompleted(),
                        work.microbatchesInFlight(),
                        work.microbatchesLost(),
                        work.positionsRedone()));
        lines.add(
                work.microbatchesCompleted() == 0
                        ? "no loss is known yet"
                        : "loss %.3f last, %.3f mean, in nats per token"
                                .formatted(work.lastLossNats(), work.meanLossNats()));
        run.heldOut()
                .ifPresent(heldOut -> lines.add("held-out loss %.3f after epoch %d, over %,d tokens"
                        .formatted(heldOut.lossNats(), heldOut.epoch(), heldOut.tokens())));
        run.cost().ifPresent(cost -> lines.add(cost(cost)));
        var audits = run.audits();
        lines.add("%,d audits drawn: %,d right, %,d wrong, %,d open, %,d lapsed"
                .formatted(audits.drawn(), audits.passed(), audits.confirmed(), audits.open(), audits.lapsed()));
        lines.addAll(table().lines(terminal));
        lines.add(stages.bottleneck()
                .map("the other stages wait for stage %d"::formatted)
                .orElse("no stage lets the others wait"));
        return lines;
    }

    private static String cost(RunCost cost) {
        return "%s about $%s: an estimate from calls counted on %s, at list prices, without traffic and storage"
                .formatted(
                        cost.charged() ? "it has cost" : "in AWS it would have cost",
                        dollars(cost.dollars()),
                        cost.factorsOf());
    }

    /** Cents, and where that is less than one two digits. */
    private static String dollars(double dollars) {
        return dollars >= 0.01 || dollars == 0
                ? "%,.2f".formatted(dollars)
                : new BigDecimal(dollars).round(new MathContext(2)).toPlainString();
    }

    private String head(Terminal terminal) {
        var ink =
                switch (run.state()) {
                    case HALTED -> Ink.BAD;
                    case TRAINING -> Ink.GOOD;
                    default -> Ink.STRONG;
                };
        return "run %s: %s, epoch %d%s"
                .formatted(
                        Terminal.plain(run.run()),
                        ink.on(
                                terminal,
                                run.state().toString().toLowerCase(Locale.ROOT).replace('_', ' ')),
                        run.epoch(),
                        run.epochs() == 0 ? ", until it is closed" : " of %d, counted from 0".formatted(run.epochs()));
    }

    private Table table() {
        var table = new Table(COLUMNS);
        stages.stages().forEach(stage -> add(table, stage));
        return table;
    }

    private void add(Table table, StageSummary stage) {
        var slow = stages.bottleneck().filter(number -> number == stage.stage()).isPresent();
        var miners = stage.miners();
        var work = stage.work();
        table.row(
                "stage " + stage.stage(),
                new Cell(Integer.toString(miners.active()), miners.active() == 0 ? Ink.BAD : Ink.USUAL),
                miners.ready(),
                miners.silent(),
                miners.evicted(),
                work.slotsInUse(),
                work.slots(),
                new Cell(Integer.toString(work.microbatchesWaiting()), slow ? Ink.WARNING : Ink.USUAL),
                number(work.hopsPerSecond(), "%.2f"),
                number(work.utilisationPercent(), "%.0f %%"));
    }

    /** What is not known is a dash. */
    private static String number(Optional<Double> value, String format) {
        return value.map(format::formatted).orElse("-");
    }
}
