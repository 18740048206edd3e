using LazAI.LocalRuntime.Reminders;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LazAI.LocalRuntime.Hosting;

/// <summary>Registers the reminder service; its table is registered apart.</summary>
internal static class LocalReminders
{
    public static void AddTo(IServiceCollection services)
    {
        services.TryAddSingleton<ReminderInstruments>();
        services.TryAddSingleton<ReminderService>();
    }
}
