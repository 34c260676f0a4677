package dev.iota.local.simulator.swarm;

import dev.iota.local.simulator.clock.Agenda;
import dev.iota.local.simulator.swarm.DeviceTimes.Activity;

/** What one device does now, and since when. */
final class DeviceBook {
    private final Agenda agenda;
    private final DeviceTimes times = new DeviceTimes();
    private Activity activity = Activity.AWAY;
    private long since;

    DeviceBook(Agenda agenda) {
        this.agenda = agenda;
        this.since = agenda.micros();
    }

    void turnsTo(Activity next) {
        var now = agenda.micros();
        times.add(activity, now - since);
        since = now;
        activity = next;
    }

    /** What it did since the last time that this was asked. */
    void settle(DeviceTimes into) {
        turnsTo(activity);
        into.plus(times);
        times.clear();
    }
}
