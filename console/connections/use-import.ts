import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { answered, api } from "../api/client.ts";

/** Imports everything again, or goes on where an import stopped. */
export function useImport(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () =>
      answered(api.POST("/api/v1/connections/{id}/import", { params: { path: { id } } })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["connection", id] });
      notifications.show({ message: "The import runs." });
    },
    onError: (error) => notifications.show({ color: "red", message: error.message }),
  });
}
