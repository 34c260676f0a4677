package dev.iota.local.simulator.service;

/** How much of the services was used: the same figures that docs/costs.md has of real runs. */
public final class ServiceUse {
    private double tableWrites;
    private double indexWrites;
    private double reads;
    private long queueRequests;
    private long objectPuts;
    private long objectGets;

    public void wrote(double table, double index) {
        tableWrites += table;
        indexWrites += index;
    }

    public void read(double units) {
        reads += units;
    }

    public void queue(int requests) {
        queueRequests += requests;
    }

    public void put() {
        objectPuts++;
    }

    public void got() {
        objectGets++;
    }

    public double tableWrites() {
        return tableWrites;
    }

    public double indexWrites() {
        return indexWrites;
    }

    public double reads() {
        return reads;
    }

    public long queueRequests() {
        return queueRequests;
    }

    public long objectPuts() {
        return objectPuts;
    }

    public long objectGets() {
        return objectGets;
    }
}
