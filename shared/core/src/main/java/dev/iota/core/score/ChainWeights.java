package dev.iota.core.score;

import dev.iota.core.identity.Hotkey;
import java.math.BigInteger;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Shares as Bittensor's extrinsic {@code set_weights} takes them: unsigned numbers of 16 bits, of which the largest is
 * 65535, and none 0. So does {@code convert_weights_and_uids_for_emit} in bittensor's {@code utils/weight_utils.py}
 * scale them ({@code w / max · 65535}), and so does the chain itself once more ({@code vec_u16_max_upscale_to_u16} in
 * subtensor's {@code pallets/subtensor/src/subnets/weights.rs}). Bittensor rounds each weight to the nearest; here the
 * largest remainders are rounded up, so that what all get together is off by less than one unit.
 *
 * @param epoch whose ledger it is
 * @param ledger SHA-256 of it
 * @param weights in hotkey order
 */
public record ChainWeights(String run, int epoch, String ledger, List<Weight> weights) {
    /** The largest weight. */
    public static final int MAX = 65_535;

    /** What one hotkey is given; who would be given 0 is left out. */
    public record Weight(Hotkey hotkey, int weight) {}

    public ChainWeights {
        weights = List.copyOf(weights);
    }

    /** @param owner hotkey of the run's owner, which gets what is burned, as subnets burn */
    public static ChainWeights of(EpochLedger ledger, Hotkey owner) {
        var shares = new TreeMap<Hotkey, Units>();
        ledger.shares().miners().forEach(miner -> shares.put(miner.hotkey(), miner.share()));
        shares.merge(owner, ledger.shares().burned(), Units::plus);
        return new ChainWeights(ledger.run(), ledger.epoch(), ledger.sha256(), weights(shares));
    }

    private static List<Weight> weights(SortedMap<Hotkey, Units> shares) {
        var largest = shares.values().stream().max(Units::compareTo).map(Units::value);
        var hotkeys = List.copyOf(shares.keySet());
        var weights = Apportionment.of(
                Units.of(MAX),
                shares.values().stream().map(Units::value).toList(),
                largest.orElse(BigInteger.ZERO));
        return IntStream.range(0, hotkeys.size())
                .mapToObj(i -> new Weight(hotkeys.get(i), weights.get(i).value().intValueExact()))
                .filter(weight -> weight.weight() > 0)
                .toList();
    }
}
