package dev.iota.orchestrator;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import dev.iota.rules.PackageRules;
import dev.iota.rules.SurroundingRules;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

/** What the functions may know, and where their time and chance come from. */
@AnalyzeClasses(packages = "dev.iota.orchestrator", importOptions = DoNotIncludeTests.class)
final class OrchestratorArchitectureTest {
    private static final String CONTEXT = "dev.iota.orchestrator.context..";

    private OrchestratorArchitectureTest() {}

    @ArchTest
    static final ArchTests PACKAGES = ArchTests.in(PackageRules.class);

    @ArchTest
    static final ArchTests SURROUNDINGS = ArchTests.in(SurroundingRules.class);

    @ArchTest
    static final ArchRule no_function_knows_tensors_agents_or_where_it_runs = noClasses()
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                    "ai.djl..",
                    "dev.iota.model..",
                    "dev.iota.miner..",
                    "dev.iota.validator..",
                    "dev.iota.local..",
                    "dev.iota.infra.."));

    @ArchTest
    static final ArchRule time_comes_from_the_services = noClasses()
            .that()
            .resideOutsideOfPackage(CONTEXT)
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(Clock.class)
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(Thread.class, "sleep", Duration.class)
            .because("tests and the simulator have clocks of their own, and wait for nothing");

    @ArchTest
    static final ArchRule chance_comes_from_the_services = noClasses()
            .that()
            .resideOutsideOfPackage(CONTEXT)
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(Random.class, SecureRandom.class, ThreadLocalRandom.class)
            .orShould()
            .callMethod(Math.class, "random")
            .because("a seed decides everything in tests, and a cryptographic source in production");
}
