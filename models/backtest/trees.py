"""The tree peers: LightGBM's quantile regression, and the random forest of Spark MLlib."""

from typing import Any

import numpy as np

from models.backtest.lags import Rows, as_quantiles, learn_rows, names, rows_at
from models.backtest.scores import Answer
from models.backtest.table import Table
from models.settings import Forest, LightGbm
from shared.demand import Floats
from shared.forecast import LEVELS


def lightgbm(table: Table, origin: int, horizon: int, settings: LightGbm) -> Answer:
    """Return the quantiles of one global model per level, the mean of its seeds, refitted at *origin*."""
    import lightgbm as gbm

    learn, ahead = learn_rows(table, origin, horizon, settings.max_rows), rows_at(table, origin, horizon)
    if not learn.target.size:
        return _nothing(table, horizon)
    columns = []
    for level in LEVELS:
        data = gbm.Dataset(
            learn.x, learn.target, weight=learn.scale, feature_name=names(table.static), free_raw_data=False
        )
        guesses = []
        for seed in settings.seeds:
            params = {
                "objective": "quantile", "alpha": level, "seed": seed, "verbosity": -1, "deterministic": True,
                "force_row_wise": True, "num_leaves": settings.leaves, "learning_rate": settings.learning_rate,
                "min_data_in_leaf": settings.least_rows, "feature_fraction": settings.feature_share,
                "bagging_fraction": settings.row_share, "bagging_freq": 1, "num_threads": settings.threads,
            }  # fmt: skip
            guesses.append(gbm.train(params, data, num_boost_round=settings.rounds).predict(ahead.x))
        columns.append(np.mean(guesses, axis=0))
    return Answer(as_quantiles(columns, ahead.scale, horizon))


def spark_forest(table: Table, origin: int, horizon: int, settings: Forest, spark: Any) -> Answer:
    """
    Return Spark MLlib's random forest: its mean as the middle, and the quantiles of its past misses around it.

    MLlib's forest knows no quantiles. The misses are those on the newest origin that it may learn from, with a forest
    that did not: of each tenth of the forecasts their own.
    """
    learn, ahead = learn_rows(table, origin, horizon, settings.max_rows), rows_at(table, origin, horizon)
    if not learn.target.size:
        return _nothing(table, horizon)
    middle = _forest(spark, learn, ahead.x, settings)
    held = rows_at(table, origin - horizon, horizon) if origin - horizon >= 1 else ahead
    earlier = learn_rows(table, origin - horizon, horizon, settings.max_rows) if origin - 2 * horizon >= 1 else learn
    guess = _forest(spark, earlier if earlier.target.size else learn, held.x, settings)
    known = ~np.isnan(held.target)
    low, high = _around(middle, guess[known], held.target[known])
    return Answer(as_quantiles([low, middle, high], ahead.scale, horizon))


def _forest(spark: Any, learn: Rows, x: Floats, settings: Forest) -> Floats:
    from pyspark.ml.functions import array_to_vector
    from pyspark.ml.regression import RandomForestRegressor

    forest = RandomForestRegressor(
        numTrees=settings.trees, maxDepth=settings.depth, seed=settings.seed, featureSubsetStrategy="onethird",
        subsamplingRate=settings.row_share, minInstancesPerNode=settings.least_rows, weightCol="weight",
    )  # fmt: skip
    from pyspark.sql.functions import col

    def frame(rows: Floats, **columns: Floats) -> Any:
        import pandas as pd

        table = pd.DataFrame({"at": np.arange(len(rows)), "x": np.nan_to_num(rows, nan=-1.0).tolist(), **columns})
        return spark.createDataFrame(table).withColumn("features", array_to_vector(col("x"))).drop("x")

    model = forest.fit(frame(learn.x, label=learn.target, weight=learn.scale))
    predicted = model.transform(frame(x)).select("at", "prediction").toPandas().sort_values("at")
    out: Floats = predicted["prediction"].to_numpy(dtype=float)
    return out


def _around(middle: Floats, guess: Floats, came: Floats) -> tuple[Floats, Floats]:
    """Return P10 and P90 around *middle*: the misses of guesses of the same tenth of size."""
    if not guess.size:
        return middle, middle
    edges = np.unique(np.quantile(guess, np.linspace(0, 1, 11)[1:-1]))
    bins, mine = np.searchsorted(edges, guess), np.searchsorted(edges, middle)
    usual = np.quantile(came - guess, (LEVELS[0], LEVELS[-1]))
    spread = np.array(
        [
            np.quantile((came - guess)[bins == at], (LEVELS[0], LEVELS[-1])) if (bins == at).sum() >= 10 else usual
            for at in range(edges.size + 1)
        ]
    )
    return middle + np.minimum(spread[mine, 0], 0), middle + np.maximum(spread[mine, 1], 0)


def _nothing(table: Table, horizon: int) -> Answer:
    return Answer(np.zeros((len(table.ids), horizon, len(LEVELS))))
