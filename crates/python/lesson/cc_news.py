# %% [markdown]
# # From a web archive of news to a picture of a war, week by week
#
# Run it as a script (`python cc_news.py --out DIR`), or cell by cell in an editor that knows `# %%`.
# You need `pip install dateline polars matplotlib`. The archives are made up here, so that nothing is fetched; with real ones
# of Common Crawl's CC-NEWS everything after the second cell stays as it is.

# %%
import argparse
import pathlib
import sys

import dateline
import matplotlib
import polars as pl

matplotlib.use("Agg")
import matplotlib.dates as mdates
import matplotlib.pyplot as plt

parser = argparse.ArgumentParser()
parser.add_argument("--out", default="lesson-out")
out = pathlib.Path(parser.parse_known_args()[0].out)

# %% [markdown]
# ## Archives
# Yours would be `archives = glob("CC-NEWS-*.warc.gz")`.

# %%
sys.path.insert(0, str(pathlib.Path(__file__).parent))
import made_up

archives = made_up.write(out)
print(len(archives), "archives,", sum(path.stat().st_size for path in archives) // 1000, "kB")

# %% [markdown]
# ## Read them
# On all cores. What cannot be read is told in `failures` and stops nothing.

# %%
tables = dateline.read_warc(archives)
print(tables)
assert not tables.failures

# %% [markdown]
# ## A data frame
# polars takes the table as it is. One row is one telling of one deed by one document.

# %%
events = pl.DataFrame(tables.events)
print(events.select("published", "earliest", "source", "plover", "status", "origin", "quote").head(8))

# %% [markdown]
# **Filter by `status`**: what is planned or denied did not happen, or not by its teller's word. **Look at `earliest`**, the
# first day an event can be of, and not at `published`: every one of these stories tells once more how the war began, in April
# of the year before. That is background, and dropped here.

# %%
recent = pl.col("earliest") > pl.col("published").dt.offset_by("-30d")
told = events.filter(pl.col("status") == "reported", recent)
print(events.height, "events,", told.height, "reported and of the month before publication")
weekly = (
    told.with_columns(week=pl.col("earliest").dt.truncate("1w"))
    .group_by("week", "quad")
    .len()
    .pivot(on="quad", index="week", values="len")
    .fill_null(0)
    .sort("week")
)
print(weekly)

# %% [markdown]
# ## Reports are not deeds
# Six outlets that tell of one shelling are six rows. `incidents` groups them, with the reason for every merge.

# %%
incidents = tables.incidents()
since = told["earliest"].min()
violent = [i for i in incidents if (i.plover, i.status) == ("ASSAULT", "reported") and i.earliest and i.earliest >= since]
per_week = (
    pl.DataFrame({"week": [i.earliest for i in violent]})
    .with_columns(pl.col("week").dt.truncate("1w"))
    .group_by("week")
    .len("incidents")
    .sort("week")
)
contested = [i for i in incidents if "contested" in i.grades.values()]
print(len(told), "events,", len(incidents), "incidents, of which", len(contested), "are contested")
print(dateline.incident_tables(incidents)["reports"].to_polars().head(3))

# %% [markdown]
# ## The picture

# %%
classes = {
    "material-conflict": ("material conflict", "#b23a48"),
    "verbal-conflict": ("verbal conflict", "#e8a87c"),
    "verbal-cooperation": ("verbal cooperation", "#8fb8de"),
    "material-cooperation": ("material cooperation", "#3d6b99"),
}
figure, axes = plt.subplots(figsize=(9, 4.6), dpi=110, layout="constrained")
weeks, base = weekly["week"].to_list(), [0] * len(weekly)
for quad, (label, colour) in classes.items():
    if quad not in weekly.columns:
        continue
    heights = weekly[quad].to_list()
    axes.bar(weeks, heights, 5.5, bottom=base, label=f"events: {label}", color=colour)
    base = [a + b for a, b in zip(base, heights, strict=True)]
axes.plot(per_week["week"], per_week["incidents"], "o-", color="#222222", label="incidents of violence", markersize=4)
axes.set(title="Made-up news of twelve weeks: events told and incidents of violence, by week", ylabel="a week")
axes.xaxis.set_major_locator(mdates.WeekdayLocator(mdates.MO))
axes.xaxis.set_major_formatter(mdates.DateFormatter("%d %b"))
axes.tick_params(axis="x", rotation=45)
axes.spines[["top", "right"]].set_visible(False)
axes.legend(frameon=False, fontsize=8, loc="upper center", ncols=2)
axes.set_ylim(0, max(base) * 1.25)
picture = out / "events-by-week.png"
figure.savefig(picture, metadata={"Software": None})
print(picture)

# %% [markdown]
# ## What to check
# The truce of the sixth and seventh week must be seen, and no week may have more incidents than events.

# %%
counts = dict(zip(per_week["week"].to_list(), per_week["incidents"].to_list(), strict=True))
first = made_up.FIRST
fought = [counts.get(pl.select(pl.lit(first).dt.offset_by(f"{week}w")).item(), 0) for week in range(12)]
print("incidents of violence by week:", fought)
assert max(fought[5:7]) < min(fought[1:4] + fought[8:11]), "the truce is seen"
assert len(violent) < len(told.filter(pl.col("plover") == "ASSAULT")), "reports are more than deeds"
