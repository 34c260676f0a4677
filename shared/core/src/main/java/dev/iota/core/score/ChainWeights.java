package dev.iota.core.score;

import static dev.iota.core.base.Require.require;

import dev.iota.core.base.MalformedException;
import dev.iota.core.identity.Hotkey;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /**
     * What one hotkey is given; who would be given 0 is left out.
     *
     * @param uid its number in the subnet, where that was told
     */
    public record Weight(Hotkey hotkey, Optional<Integer> uid, int weight) {}

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

    /**
     * The same with the numbers that {@code set_weights} goes by.
     *
     * @throws MalformedException if one that has a weight has no number, or none of 16 bits
     */
    public ChainWeights numbered(Map<String, Integer> uids) {
        return new ChainWeights(
                run,
                epoch,
                ledger,
                weights.stream()
                        .map(weight -> new Weight(weight.hotkey(), Optional.of(uid(uids, weight)), weight.weight()))
                        .toList());
    }

    private static int uid(Map<String, Integer> uids, Weight weight) {
        var uid = uids.getOrDefault(weight.hotkey().address(), -1);
        require(
                uid >= 0 && uid <= MAX,
                "%s has a weight of %d and no uid from 0 to %d",
                weight.hotkey(),
                weight.weight(),
                MAX);
        return uid;
    }

    private static List<Weight> weights(SortedMap<Hotkey, Units> shares) {
        var largest = shares.values().stream().max(Units::compareTo).map(Units::value);
        var hotkeys = List.copyOf(shares.keySet());
        var weights = Apportionment.of(
                Units.of(MAX), shares.values().stream().map(Units::value).toList(), largest.orElse(BigInteger.ZERO));
        return IntStream.range(0, hotkeys.size())
                .mapToObj(i -> new Weight(
                        hotkeys.get(i), Optional.empty(), weights.get(i).value().intValueExact()))
                .filter(weight -> weight.weight() > 0)
                .toList();
    }
}
