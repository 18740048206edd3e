using System.Globalization;
using Orleans.Runtime;

namespace Orleans;

/// <summary>Names the grain type of a class; without it the name is the class name in lower case, less a "Grain" at its end.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public sealed class GrainTypeAttribute(string grainType) : Attribute
{
    /// <summary>The grain type.</summary>
    public GrainType GetGrainType(IServiceProvider services, Type type) => GrainType.Create(grainType);
}

/// <summary>Keeps activations of the class for the life of the process.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public class KeepAliveAttribute : Attribute;

/// <summary>How long an activation of the class may be idle before it is deactivated; at least one minute.</summary>
[AttributeUsage(AttributeTargets.Class)]
public class CollectionAgeLimitAttribute : Attribute
{
    private readonly TimeSpan? given;

    /// <summary>The shortest age limit.</summary>
    public static readonly TimeSpan MinAgeLimit = TimeSpan.FromMinutes(1);

    /// <summary>Takes the limit from the properties.</summary>
    public CollectionAgeLimitAttribute()
    {
    }

    /// <summary>Takes the limit in <see cref="TimeSpan.Parse(string)"/> syntax.</summary>
    public CollectionAgeLimitAttribute(string inactivityPeriod) => given = TimeSpan.Parse(inactivityPeriod, CultureInfo.InvariantCulture);

    /// <summary>Days of idleness, added to the hours and minutes.</summary>
    public double Days { get; set; }

    /// <summary>Hours of idleness, added to the days and minutes.</summary>
    public double Hours { get; set; }

    /// <summary>Minutes of idleness, added to the days and hours.</summary>
    public double Minutes { get; set; }

    /// <summary>Whether activations are never collected.</summary>
    public bool AlwaysActive { get; set; }

    /// <summary>The limit in effect.</summary>
    public TimeSpan AgeLimit
    {
        get
        {
            var limit = given ?? TimeSpan.FromDays(Days) + TimeSpan.FromHours(Hours) + TimeSpan.FromMinutes(Minutes);
            return limit < MinAgeLimit ? MinAgeLimit : limit;
        }
    }
}

/// <summary>How long callers of a method wait for its response, in <see cref="TimeSpan.Parse(string)"/> syntax.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ResponseTimeoutAttribute(string timeout) : Attribute
{
    /// <summary>The time-out.</summary>
    public TimeSpan? Timeout { get; init; } = TimeSpan.Parse(timeout, CultureInfo.InvariantCulture);
}
