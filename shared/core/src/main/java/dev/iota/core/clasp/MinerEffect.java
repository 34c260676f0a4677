package dev.iota.core.clasp;

/**
 * What one look says about a miner in a stage.
 *
 * @param effect nats per token by which pathways through it are above those through the median of the other
 *     miners of its stage; 0 where it is not judged
 * @param standardError of the effect; 0 where it is not judged
 * @param observations pathways through it
 * @param judged whether enough is known to say anything
 * @param suspected whether the effect is more than chance makes of an honest miner
 * @param reason in a sentence
 */
public record MinerEffect(
        Seat seat,
        double effect,
        double standardError,
        long observations,
        boolean judged,
        boolean suspected,
        String reason) {

    static MinerEffect notJudged(Seat seat, long observations, String reason, Object... values) {
        return new MinerEffect(seat, 0, 0, observations, false, false, "not judged: " + reason.formatted(values));
    }
}
