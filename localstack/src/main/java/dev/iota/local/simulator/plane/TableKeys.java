package dev.iota.local.simulator.plane;

import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.microbatch.Microbatch.State;
import dev.iota.local.simulator.scenario.TableDesign;
import dev.iota.local.simulator.service.KeyFamily;
import dev.iota.local.simulator.service.KeyFamily.Write;
import dev.iota.local.simulator.service.KeyLoad;
import dev.iota.local.simulator.service.ServiceUse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which keys of which tables a write touches, and with how many units: {@link TableDesign} has the figures. */
final class TableKeys {
    private final TableDesign design;
    private final ServiceUse use;
    private final int shards;
    private final KeyFamily microbatches;
    private final KeyFamily deadlines;
    private final KeyFamily places;
    private final KeyFamily staff;
    private final KeyFamily feeds;
    private final KeyFamily counters;
    private final KeyFamily placements;

    TableKeys(int stages, int shards, TableDesign design, ServiceUse use) {
        this.design = design;
        this.use = use;
        this.shards = shards;
        this.microbatches = new KeyFamily("microbatches, shard", shards);
        this.deadlines = new KeyFamily("index deadlines, shard", shards);
        this.places = new KeyFamily("index places, stage and shard", stages * shards);
        this.staff = new KeyFamily("index staff, stage", stages);
        this.feeds = new KeyFamily("feed", shards);
        this.counters = new KeyFamily("progress", shards);
        this.placements = new KeyFamily("placements", 1);
    }

    /**
     * One microbatch, in the table, and in the indexes that it enters or leaves.
     *
     * @param alone whether nothing else is written with it
     */
    void microbatch(Write write, @Nullable Tracked before, Microbatch next, boolean alone) {
        var units = design.microbatch();
        var table = alone ? alone(units.table()) : units.table();
        var waited = before != null && before.microbatch.state() == State.WAITING;
        var deadline = before == null || !next.isOpen() ? units.deadlines() : 0;
        var place = waited != (next.state() == State.WAITING) ? units.places() : 0;
        var shard = (int) (next.id() % shards);
        if (!design.spread()) {
            write.add(microbatches.of(shard), table);
        }
        write.add(deadlines.of(shard), deadline);
        write.add(places.of(next.stage() * shards + shard), place);
        use.wrote(table, deadline + place);
    }

    /** One miner, whose place in the index of its stage stays. */
    void miner(boolean alone) {
        use.wrote(alone ? alone(design.miner().table()) : design.miner().table(), 0);
    }

    /** What is no part of a transaction counts once. */
    private double alone(double units) {
        return design.transactional() ? units / 2 : units;
    }

    void feed(Write write, int shard) {
        write.add(feeds.of(shard), design.counters().table());
        use.wrote(design.counters().table(), 0);
    }

    void counters(Write write, int shard) {
        write.add(counters.of(shard), design.counters().table());
        use.wrote(design.counters().table(), 0);
    }

    /** @param alone whether it writes where recent miners were placed, so that they come one after the other */
    void registration(Write write, MinerRow row, boolean alone) {
        var placement = alone ? design.others().placement() : 0;
        write.add(placements.of(0), placement);
        write.add(staff.of(row.stage), design.miner().index());
        use.wrote(placement + design.others().registration(), design.miner().index());
    }

    void heartbeat() {
        use.wrote(design.others().heartbeat(), 0);
    }

    /** Writes whose keys are spread over many items. */
    void spread(double units) {
        use.wrote(units, 0);
    }

    void readStaff(int stage, long now) {
        staff.of(stage).read(design.reads().staff(), now);
        use.read(design.reads().staff());
    }

    /** All that can be hot. */
    List<KeyLoad> all() {
        var all = new ArrayList<KeyLoad>();
        List.of(microbatches, deadlines, places, staff, feeds, counters, placements)
                .forEach(family -> all.addAll(family.keys()));
        return all;
    }
}
