package dev.iota.model.text.packing;

/** How often each token occurs. */
final class Unigrams {
    private final long[] counts;
    private long total;

    Unigrams(int vocabulary) {
        counts = new long[vocabulary];
    }

    /** Counts all tokens. */
    void add(int[] tokens) {
        addRange(tokens, 0, tokens.length);
    }

    /** Counts the targets of a record: of each row all tokens but the first. */
    void addTargets(int[] record, int rowTokens) {
        for (var row = 0; row < record.length; row += rowTokens) {
            addRange(record, row + 1, row + rowTokens);
        }
    }

    private void addRange(int[] tokens, int from, int to) {
        for (var i = from; i < to; i++) {
            counts[tokens[i]]++;
        }
        total += to - from;
    }

    /**
     * Cross entropy of these tokens under the frequencies of {@code training}, with one added to each count so that a
     * token unseen in training has a probability: the mean of −ln((c + 1) / (N + V)), in nats.
     */
    double entropyUnder(Unigrams training) {
        var sum = 0.0;
        for (var token = 0; token < counts.length; token++) {
            if (counts[token] > 0) {
                sum -= counts[token]
                        * Math.log((training.counts[token] + 1.0) / (training.total + (double) counts.length));
            }
        }
        return sum / total;
    }
}
