package dev.iota.research.zoo;

import dev.iota.core.wire.Precision;
import dev.iota.research.zoo.ZooReport.Epochs;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Audits of whole epochs in one precision, of honest miners of every condition and of every cheat. */
final class EpochZoo implements AutoCloseable {
    private final Precision precision;
    private final Consumer<String> progress;
    private final List<EpochCase> cases;
    private final List<EpochEngine> stages = new ArrayList<>();

    EpochZoo(ZooModel model, Precision precision, Consumer<String> progress) throws IOException {
        this.precision = precision;
        this.progress = progress;
        this.cases = EpochCase.of(model);
        for (var stage = 0; stage < model.published().size(); stage++) {
            stages.add(new EpochEngine(model.preset(), stage, model.published().get(stage), 1));
        }
    }

    /** Of honest miners of a condition, who left this of each epoch. */
    Epochs honest(HonestCondition condition, List<EpochLeft> left) throws IOException {
        return judged("is honest, with " + condition.text(), true, left);
    }

    /** Of every cheat. */
    List<Epochs> cheats() throws IOException {
        var honest = new ArrayList<EpochLeft>();
        for (var epoch : cases) {
            honest.add(stages.get(epoch.stage()).work(epoch, 1, 1));
        }
        var rows = new ArrayList<Epochs>();
        for (var cheat : EpochCheat.values()) {
            var left = new ArrayList<EpochLeft>();
            for (var i = 0; i < cases.size(); i++) {
                var epoch = cases.get(i);
                left.add(cheat.commit(epoch, honest.get(other(i)), stages.get(epoch.stage())));
            }
            rows.add(judged(cheat.text(), false, left));
            progress.accept("%s: epochs of one that %s".formatted(precision, cheat.text()));
        }
        return rows;
    }

    /** Another epoch of the same stage. */
    private int other(int epoch) {
        var stage = cases.get(epoch).stage();
        return epoch + 1 < cases.size() && cases.get(epoch + 1).stage() == stage ? epoch + 1 : epoch - 1;
    }

    private Epochs judged(String text, boolean honest, List<EpochLeft> left) throws IOException {
        var failed = 0;
        var least = Double.POSITIVE_INFINITY;
        var most = 0d;
        for (var i = 0; i < cases.size(); i++) {
            var excess = stages.get(cases.get(i).stage()).judge(cases.get(i), left.get(i));
            failed += excess <= 1 ? 0 : 1;
            least = Math.min(least, excess);
            most = Math.max(most, excess);
        }
        return new Epochs(precision.name(), text, honest, cases.size(), failed, least, most);
    }

    @Override
    public void close() {
        stages.forEach(EpochEngine::close);
    }
}
