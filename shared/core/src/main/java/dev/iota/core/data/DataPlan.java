package dev.iota.core.data;

import java.util.List;

/**
 * Which record of which shard is the data of microbatch k: data is assigned, never chosen. Position k is the (k mod
 * n)-th of a seeded permutation of all n records, another permutation for each pass over the data. A pure function, the
 * same everywhere.
 */
public final class DataPlan {
    private final long seed;
    /** First record of each shard in the numbering of all, and at the end their number. */
    private final long[] starts;

    /**
     * @param seed chooses the permutations
     * @param records records of each shard, in the order of the manifest
     */
    public DataPlan(long seed, List<Integer> records) {
        this.seed = seed;
        starts = new long[records.size() + 1];
        for (var i = 0; i < records.size(); i++) {
            if (records.get(i) <= 0) {
                throw new IllegalArgumentException("shard %d has %d records".formatted(i, records.get(i)));
            }
            starts[i + 1] = starts[i] + records.get(i);
        }
        if (records.isEmpty()) {
            throw new IllegalArgumentException("a data plan needs a shard");
        }
    }

    /** Records of one pass over the data. */
    public long records() {
        return starts[starts.length - 1];
    }

    /** Where the tokens of data position {@code k}, counted from 0, are. */
    public DataPosition at(long k) {
        if (k < 0) {
            throw new IllegalArgumentException("data position %d; positions are counted from 0".formatted(k));
        }
        var pass = k / records();
        var record = new Permutation(records(), seed, pass).at(k % records());
        var shard = shardOf(record);
        return new DataPosition(pass, shard, (int) (record - starts[shard]));
    }

    private int shardOf(long record) {
        var low = 0;
        var high = starts.length - 1;
        while (high - low > 1) {
            var middle = (low + high) >>> 1;
            if (starts[middle] <= record) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
